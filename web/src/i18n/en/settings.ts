// A person's own settings.
import { num, plural } from "../format";

export default {
  title: "Account",
  sections: "Settings",
  nav: { profile: "Profile", security: "Sign-in and security", addresses: "Addresses", payouts: "Payout addresses", keys: "API keys", privacy: "Your data" },
  profile: {
    picture: "Picture", pictureHint: "JPEG, PNG or WebP. It is cut square, and everything hidden in it is removed.", choose: "Choose a picture", drop: "Remove the picture",
    about: "About you", aboutHint: "Shown on your public profile. Up to 1,000 characters.", seePublic: "See your public profile",
    preferences: "Preferences", language: "Language", languageHint: "Of this site and of the letters we send you.", currency: "Currency prices are shown in", email: "Send me notices by e-mail too", emailHint: "Letters about your account's safety always come.",
  },
  security: {
    emailTitle: "E-mail address", emailNone: "No e-mail address", emailNew: "New address", emailSend: "Send a confirmation", emailSent: "Open the link in the letter that we sent to the new address. Until then nothing changes.",
    passwordTitle: "Password", passwordNone: "You have no password; you sign in by other ways.", current: "Current password", next: "New password", passwordChange: "Change the password", passwordSet: "Set a password", passwordDone: "Your password is changed. Everywhere else you are signed out.",
    passkeys: "Passkeys", passkeysHint: "Sign in with your fingerprint, face or device PIN: nothing to remember, nothing to give away to a false page.", passkeyAdd: "Add a passkey", passkeyName: "What to call it", passkeyNameHint: "Like “Laptop” or “Phone”.", passkeyNone: "No passkeys yet", passkeyAdded: "The passkey is added.", passkeyClosed: "No passkey was made.", passkeyKnown: "This device or security key holds a passkey of yours already.", passkeyRemoveAsk: "Remove this passkey?", passkeyRemoveHint: "It no longer signs you in here. It may stay stored on your device; delete it there, too.", rename: "Rename", lastUsed: "last used", never: "never used", 
    totp: "Authenticator app", totpHint: "Besides your password, a code of an app on your phone is asked for.", totpOn: "On since", totpSetUp: "Set up", totpRemove: "Remove", totpScan: "Scan this with your app, or type the key in. Then type the code that it shows.", totpKey: "Key", totpConfirm: "Turn on", totpQr: "QR code for the authenticator app", totpRemoveAsk: "Remove the authenticator app?", totpRemoveHint: "From then on no code is asked for, and the recovery codes stop working. Staff need a second factor.", totpRemoved: "The authenticator app is removed.",
    codes: "Recovery codes", codesLeft: (n: number) => plural(n, { one: "1 of 10 recovery codes is left.", other: `${num(n)} of 10 recovery codes are left.` }), codesRenew: "Make new recovery codes", codesHint: "Keep these where you find them when your phone is gone. Each works once, and they are not shown again.", codesKept: "I have kept them", codesCopy: "Copy the codes", codesDownload: "Download", codesPrint: "Print", codesFile: (site: string) => `Recovery codes for ${site}. Each works once.`, codesRenewAsk: "The old codes stop working at once.",
    identities: "Linked accounts", identitiesHint: "Accounts elsewhere that sign you in here.", identitiesNone: "Nothing is linked", link: (name: string) => `Link ${name}`, unlink: "Unlink", unlinkAsk: "Unlink this account?", unlinkHint: "It no longer signs you in here.", linked: "It is linked.", unlinked: "It is unlinked.",
    sessions: "Where you are signed in", others: "Sign out everywhere else", othersDone: "You are signed out everywhere else.", everywhere: "Sign out everywhere", everywhereAsk: "Sign out everywhere?", everywhereHint: "You are signed out on all devices, here too, and have to sign in again.", by: { password: "password", passkey: "passkey", link: "e-mail link", oidc: "linked account", telegram: "Telegram", wallet: "wallet" } as Record<string, string>, name: "Name",
  },
  addresses: {
    none: "No addresses yet", removeHint: "Orders that were made with it keep it.", noneHint: "Where things that you buy are sent. Only the seller of a deal that needs it sees one.", add: "Add an address", edit: "Change the address", isDefault: "Default", makeDefault: "Make it the default", label: "Label (optional)", recipient: "Recipient", line1: "Street and number", line2: "More (optional)", city: "Town", region: "State or province (optional)", postalCode: "Postal code (if there is one)", country: "Country", countryNone: "No country is called that", phone: "Phone (optional)", phoneHint: "With country code, like +442071838750",
    removeAsk: "Remove this address?", removed: "The address is removed.",
  },
  keys: {
    hint: "For programs that act for you. A key can never change how your account is protected, show secrets or pay money out.", none: "No API keys", noneHint: "Make one when a program should act for you.", add: "Make a key", name: "Name", nameHint: "What uses it.", scopes: "What it may do", days: "Good for (days)", networks: "Only from these networks (optional)", networksHint: "One per line, like 203.0.113.0/24", networkWrong: (line: string) => `“${line}” is not an address or a network`, limit: (n: number) => plural(n, { one: "1 request a minute", other: `${num(n)} requests a minute` }), perMinute: "Requests a minute", make: "Make the key", made: "Your new key", madeHint: "Copy it now. It is not shown again.", copy: "Copy the key", kept: "I have copied it", revoke: "Revoke", revokeAsk: "Programs that use this key stop working at once.", revoked: "Revoked", expires: "until", expired: "expired", from: "from", docs: "How to use it",
    scope: { read: "Look at everything of yours", marketplace: "Requests and offers", goods: "Listings and tokens", orders: "Orders", payments: "Start payments" } as Record<string, string>,
  },
  privacy: {
    exportTitle: "Everything about you", exportHint: "One file with all that this platform keeps about you.", export: "Download", eraseTitle: "Erase your account", eraseHint: "Your name, address, picture and everything you need to sign in are deleted. Deals and payments stay in the books without your name. This can't be undone.", eraseNote: "Finish your open deals and take your money out first.", confirm: (name: string) => `Type “${name}” to confirm`, erase: "Erase my account", erased: "Your account is erased.",
  },
  overview: {
    profile: "Profile", roles: "Roles", current: "this browser", revoke: "Sign out there", revoked: "That session is signed out.",
    lastUsed: "last used", unknownAgent: "Unknown device", change: "Change", code: "Code", joined: "Member since",
  },
};
