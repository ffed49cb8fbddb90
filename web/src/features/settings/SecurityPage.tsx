import { SettingsFrame } from "./SettingsFrame";
import { AuthenticatorApp } from "./AuthenticatorApp";
import { EmailCard, PasswordCard } from "./Credentials";
import { Identities } from "./Identities";
import { Passkeys } from "./Passkeys";
import { Sessions } from "./Sessions";
import { s } from "@/i18n/account";

export default function SecurityPage() {
  return (
    <SettingsFrame title={s.nav.security}>
      <EmailCard />
      <PasswordCard />
      <Passkeys />
      <AuthenticatorApp />
      <Identities />
      <Sessions />
    </SettingsFrame>
  );
}
