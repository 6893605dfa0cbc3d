import { ArrowRight } from "lucide-react";
import { Dialog } from "radix-ui";
import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import { useTexts } from "../i18n/index.js";
import { Avatar } from "../shell/avatar.js";
import { Mark } from "../shell/mark.js";
import { developmentPeople, developmentToken, useSession, type Person } from "./session.js";

export function SignIn() {
  const { t } = useTexts();
  return (
    <main className="sign-in">
      <section className="sign-in-card">
        <div className="wordmark large">
          <Mark /> Freightwire
        </div>
        <h1>{t("signIn.title")}</h1>
        <p className="muted">{t("signIn.lead")}</p>
        <Ways />
      </section>
    </main>
  );
}

/** Over the page, which waits as it is left: what was typed, what is open, what was not sent. */
export function SignInAgain({ name }: { name: string }) {
  const { t } = useTexts();
  const signOut = useSession((store) => store.signOut);
  const stay = (event: Event) => { event.preventDefault(); };
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog sign-in-again" data-testid="session-over" onEscapeKeyDown={stay} onPointerDownOutside={stay}>
          <Dialog.Title asChild><h2>{t("signIn.ended", { name })}</h2></Dialog.Title>
          <Dialog.Description className="lead">{t("signIn.kept")}</Dialog.Description>
          <Ways />
          <footer><button className="button quiet" onClick={signOut}>{t("user.signOut")}</button></footer>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Ways() {
  const { t } = useTexts();
  const [people, setPeople] = useState<Person[]>([]);
  useEffect(() => {
    developmentPeople().then(setPeople, () => undefined);
  }, []);
  return (
    <>
      {people.length > 0 && <People people={people} />}
      {people.length > 0 && <p className="or">{t("signIn.or")}</p>}
      <WithToken />
    </>
  );
}

/** The people of the demonstration: a click each. */
function People({ people }: { people: Person[] }) {
  const { t } = useTexts();
  const signIn = useSession((store) => store.signIn);
  const [problem, setProblem] = useState("");
  return (
    <div className="people">
      <h2>
        {t("signIn.development")} <span className="muted">· {t("signIn.org")}</span>
      </h2>
      {people.map(({ user, name, role }) => (
        <button
          key={user}
          className="person"
          onClick={() => {
            developmentToken(user).then(
              (token) => { signIn(token, true); },
              (error: unknown) => { setProblem(error instanceof Error ? error.message : String(error)); },
            );
          }}
        >
          <Avatar id={user} name={name} />
          <span className="grow">
            <strong>{t("signIn.continueAs", { name })}</strong>
            <span className="muted">{t(`role.${role}`)}</span>
          </span>
          <ArrowRight aria-hidden />
        </button>
      ))}
      {problem && <p className="problem" role="alert">{problem}</p>}
    </div>
  );
}

/** A company's people bring a token from its identity provider. */
function WithToken() {
  const { t } = useTexts();
  const signIn = useSession((store) => store.signIn);
  const { register, handleSubmit, setError, formState } = useForm<{ token: string }>({ defaultValues: { token: "" } });
  const problem = formState.errors.token?.message;
  const submit = handleSubmit(({ token }) => {
    try {
      signIn(token, false);
    } catch (error) {
      setError("token", { message: error instanceof Error && error.message === "expired" ? t("signIn.expired") : t("signIn.bad") }, { shouldFocus: true });
    }
  });
  return (
    <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
      <div>
        <label className="label" htmlFor="token">{t("signIn.token")}</label>
        <input
          id="token" className="input" type="password" autoComplete="off" spellCheck={false} aria-invalid={problem !== undefined || undefined}
          aria-describedby="token-hint" {...register("token", { validate: (token) => token.trim() !== "" || t("signIn.bad") })}
        />
        <p id="token-hint" className="muted hint">{t("signIn.tokenHint")}</p>
      </div>
      {problem && <p className="problem" role="alert">{problem}</p>}
      <button className="button">{t("signIn.use")}</button>
    </form>
  );
}
