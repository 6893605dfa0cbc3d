/** Who is signed in: a token that lives as long as the tab, and where the next one comes from. */

import { create } from "zustand";
import { forgetSnapshot } from "../offline/snapshot.js";

const KEY = "freightwire.session";
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
  /** Who was here when the token ended; null after a sign-out, and where nobody was. */
  ended: Session | null;
  signIn(token: string, isDevelopment: boolean): void;
  signOut(): void;
  /** The token has ended: what the person left here waits for them. */
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
  ended: null,
  signIn(token, isDevelopment) {
    const session = read(token, isDevelopment);
    sessionStorage.setItem(KEY, JSON.stringify(session));
    set({ session, ended: null });
  },
  signOut() {
    sessionStorage.removeItem(KEY);
    forgetSnapshot();
    localStorage.removeItem(NAMES_KEY);
    set({ session: null, ended: null });
  },
  end() {
    sessionStorage.removeItem(KEY);
    set(({ session }) => ({ session: null, ended: session }));
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
 * What the client asks for tokens. A company with an identity provider puts its own here (README.md): whatever gives a
 * token, for example the `getAccessToken` of an OpenID Connect library.
 */
export async function currentToken({ renew }: { renew: boolean }): Promise<string> {
  const { session, signIn, end } = useSession.getState();
  if (!session) throw new Error("nobody is signed in");
  if (!renew) return session.token;
  if (session.isDevelopment) {
    const token = await developmentToken(session.user);
    signIn(token, true);
    return token;
  }
  try {
    read(session.token, false);
  } catch (error) {
    end();
    throw error;
  }
  return session.token;
}
