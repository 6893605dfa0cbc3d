import { Check, LogOut } from "lucide-react";
import { DropdownMenu as Menu } from "radix-ui";
import { LANGUAGES, setLanguage, useTexts, type Language } from "../i18n/index.js";
import { useSession } from "../session/session.js";
import { Avatar } from "./avatar.js";
import { THEMES, useTheme, type Theme } from "./theme.js";

const NAMES: Record<Language, string> = { ro: "Română", en: "English" };

export function UserMenu() {
  const { t, language } = useTexts();
  const { session, signOut } = useSession();
  const { theme, set } = useTheme();
  if (!session) return null;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <button className="button quiet user">
          <Avatar id={session.user} name={session.name} />
          <span className="visually-hidden">{t("user.menu")}: {session.name}</span>
          <span className="user-name" aria-hidden>{session.name}</span>
        </button>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="menu" align="end" sideOffset={6} collisionPadding={8}>
          <div className="heading">{session.org} · {session.roles.map((role) => t(`role.${role}`)).join(", ")}</div>
          <Menu.Separator />
          <div className="heading">{t("user.language")}</div>
          <Menu.RadioGroup value={language} onValueChange={(value) => { setLanguage(value as Language); }}>
            {LANGUAGES.map((one) => <Choice key={one} value={one} text={NAMES[one]} />)}
          </Menu.RadioGroup>
          <div className="heading">{t("user.theme")}</div>
          <Menu.RadioGroup value={theme} onValueChange={(value) => { set(value as Theme); }}>
            {THEMES.map((one) => <Choice key={one} value={one} text={t(`user.${one}`)} />)}
          </Menu.RadioGroup>
          <Menu.Separator />
          <Menu.Item onSelect={signOut}><LogOut aria-hidden /> {t("user.signOut")}</Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Choice({ value, text }: { value: string; text: string }) {
  return (
    <Menu.RadioItem value={value}>
      <span className="tick"><Menu.ItemIndicator><Check aria-hidden /></Menu.ItemIndicator></span>
      {text}
    </Menu.RadioItem>
  );
}
