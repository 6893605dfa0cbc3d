import { ArrowRight } from "lucide-react";
import { useEffect, useState, type FormEvent } from "react";
import { useTexts } from "../i18n/index.js";
import { Avatar } from "../shell/avatar.js";
import { Mark } from "../shell/mark.js";
import { developmentPeople, developmentToken, useSession, type Person } from "./session.js";

export function SignIn() {
  const { t } = useTexts();
  const signIn = useSession((store) => store.signIn);
  const [people, setPeople] = useState<Person[]>([]);
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState("");
  useEffect(() => {
    developmentPeople().then(setPeople, () => undefined);
  }, []);

  const enter = (given: string, isDevelopment: boolean) => {
    try {
      signIn(given, isDevelopment);
    } catch (error) {
      setProblem(error instanceof Error && error.message === "expired" ? t("signIn.expired") : t("signIn.bad"));
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter(token, false);
  };
  return (
    <main className="sign-in">
      <section className="sign-in-card">
        <div className="wordmark large">
          <Mark /> Freightwire
        </div>
        <h1>{t("signIn.title")}</h1>
        <p className="muted">{t("signIn.lead")}</p>
        {people.length > 0 && (
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
                    (given) => { enter(given, true); },
                    (error: unknown) => { setProblem(String(error)); },
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
            <p className="or">{t("signIn.or")}</p>
          </div>
        )}
        <form className="stack" onSubmit={submit}>
          <div>
            <label className="label" htmlFor="token">
              {t("signIn.token")}
            </label>
            <input
              id="token" className="input" type="password" autoComplete="off" spellCheck={false} value={token}
              aria-describedby="token-hint"
              onChange={(event) => { setToken(event.target.value); }}
            />
            <p id="token-hint" className="muted hint">{t("signIn.tokenHint")}</p>
          </div>
          {problem && <p className="problem" role="alert">{problem}</p>}
          <button className="button" disabled={token.trim() === ""}>{t("signIn.use")}</button>
        </form>
      </section>
    </main>
  );
}
