import { SettingsFrame } from "./SettingsFrame";
import { AuthenticatorApp } from "./AuthenticatorApp";
import { EmailCard, PasswordCard } from "./Credentials";
import { Identities } from "./Identities";
import { Passkeys } from "./Passkeys";
import { Sessions } from "./Sessions";
import { tSettings } from "@/i18n/settings";

export default function SecurityPage() {
  return (
    <SettingsFrame title={tSettings.nav.security}>
      <EmailCard />
      <PasswordCard />
      <Passkeys />
      <AuthenticatorApp />
      <Identities />
      <Sessions />
    </SettingsFrame>
  );
}
