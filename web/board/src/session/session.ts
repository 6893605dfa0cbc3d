/** Who is signed in: a token that lives as long as the tab, and where the next one comes from. */

import { create } from "zustand";
import { forgetSnapshot } from "../offline/snapshot.js";

const KEY = "freightwire.session";
/** The client asks for the next token when at most a minute is left of one; earlier only where that one was refused. */
const SOON_MS = 65_000;
/** Of shell/names.ts: what colleagues are called is theirs. */
export const NAMES_KEY = "freightwire.names";

export interface Person {
  user: string;
  name: string;
  role: string;
}

export interface Session {
  token: string;
  org: string;
  user: string;
  name: string;
  roles: string[];
  /** Of the token, milliseconds; null for a token without an end. */
  endsAt: number | null;
  /** Of the demonstration: a new token is there for the asking. */
  isDevelopment: boolean;
}

interface SessionStore {
  session: Session | null;
  /** The token has ended, and there is no other yet: the page stays as it is until the person has signed in again. */
  isOver: boolean;
  signIn(token: string, isDevelopment: boolean): void;
  signOut(): void;
  /** The token has ended. */
  end(): void;
}

/** @throws Error where the token is not one. */
export function read(token: string, isDevelopment: boolean): Session {
  const [, body] = token.trim().split(".");
  if (body === undefined) throw new Error("not a token");
  const bytes = Uint8Array.from(atob(body.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  const { sub, org, name, roles, exp } = claims;
  if (typeof sub !== "string" || typeof org !== "string") throw new Error("not a token of a desk");
  if (typeof exp === "number" && exp * 1000 < Date.now()) throw new Error("expired");
  return {
    token: token.trim(),
    org,
    user: sub,
    name: typeof name === "string" ? name : sub,
    roles: Array.isArray(roles) ? roles.filter((role) => typeof role === "string") : [],
    endsAt: typeof exp === "number" ? exp * 1000 : null,
    isDevelopment,
  };
}

function stored(): Session | null {
  const text = sessionStorage.getItem(KEY);
  return text === null ? null : { endsAt: null, ...(JSON.parse(text) as Omit<Session, "endsAt"> & Partial<Session>) };
}

export const useSession = create<SessionStore>((set) => ({
  session: stored(),
  isOver: false,
  signIn(token, isDevelopment) {
    const session = read(token, isDevelopment);
    sessionStorage.setItem(KEY, JSON.stringify(session));
    set({ session, isOver: false });
  },
  signOut() {
    sessionStorage.removeItem(KEY);
    forgetSnapshot();
    localStorage.removeItem(NAMES_KEY);
    set({ session: null, isOver: false });
  },
  end() {
    sessionStorage.removeItem(KEY);
    set(({ session }) => ({ isOver: session !== null }));
  },
}));

/** The people who can be had for the asking; none where this is no development system. */
export async function developmentPeople(): Promise<Person[]> {
  const answer = await fetch("/dev/users");
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json") ?? false;
  return answer.ok && isJson ? ((await answer.json()) as Person[]) : [];
}

/** @throws Error where it is refused. */
export async function developmentToken(user: string): Promise<string> {
  const answer = await fetch("/dev/token", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ user }),
  });
  if (!answer.ok) throw new Error(`HTTP ${String(answer.status)}`);
  return ((await answer.json()) as { token: string }).token;
}

/**
 * What the client of a person's desk asks for tokens; it never gets another person's. A company with an identity provider
 * puts its own here (README.md): whatever gives a token, for example the `getAccessToken` of an OpenID Connect library.
 */
export async function currentToken({ org, user }: Pick<Session, "org" | "user">, { renew }: { renew: boolean }): Promise<string> {
  const { session, isOver, signIn, end } = useSession.getState();
  if (isOver || session?.org !== org || session.user !== user) throw new Error("signed out");
  if (!renew) return session.token;
  if (session.isDevelopment) {
    const token = await developmentToken(session.user);
    signIn(token, true);
    return token;
  }
  const leftMs = (session.endsAt ?? Infinity) - Date.now();
  if (leftMs <= 0 || leftMs > SOON_MS) {
    end();
    throw new Error(leftMs <= 0 ? "expired" : "refused");
  }
  return session.token;
}
