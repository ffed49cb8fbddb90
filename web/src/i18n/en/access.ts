// Ways in: signing in, registering, proving.

export default {
  signIn: {
    passkey: "Sign in with a passkey", link: "E-mail me a sign-in link", forgot: "Forgot your password?", or: "or",
    with: (name: string) => `Continue with ${name}`,
    linkTitle: "Sign in by e-mail", linkHint: "We send you a link that signs you in once. No password needed.", linkSend: "Send the link",
    sentTitle: "Check your e-mail", sentLink: "If there is an account with this address, a link is on its way. It is good for a few minutes, once.",
    opening: "Signing you in…", openTitle: "Sign in by link", openHint: "You opened a link from our letter. It signs this browser in, once.", failed: "This link did not work", again: "Ask for a new link",
    errors: {
      EMAIL_KNOWN: "There is an account with that e-mail address already. Sign in to it, then link the other one in your settings.",
      IDENTITY_REFUSED: "The other service did not confirm who you are, or that the e-mail address is yours. Confirm the address there, or sign in another way.",
      ACCOUNT_SUSPENDED: "This account is suspended.",
    } as Record<string, string>,
    otherError: "Signing in there did not work. Try again or choose another way.",
    passkeyNone: "No passkey was used. Try again, or sign in another way.",
  },
  second: {
    title: "One more step", hint: "Type the six digits that your authenticator app shows.", code: "Code", go: "Continue",
    recoveryHint: "Type one of the recovery codes that you kept when you set up the app. Each works once.", recovery: "Recovery code",
    useRecovery: "I don't have my app", useApp: "Use the app instead", back: "Start again",
  },
  register: {
    sentTitle: "One more step: confirm your address", sent: (email: string) => `We have written to ${email}. Open the link in that letter to finish; it is good for a day.`,
    notThere: "Nothing there? Look in the spam folder, or register again.", mailbox: "Open the development mailbox",
    verifyTitle: "Finish your account", verifyHint: "Type the password you chose a moment ago. This proves that it was you who asked for the account.", verify: "Finish",
    forgotIt: "Forgotten already? Register again; the account does not exist yet.",
  },
  reset: {
    askTitle: "Forgot your password?", askHint: "We send you a link to choose a new one. It is good for half an hour.", ask: "Send the link",
    sent: "If there is an account with this address, a link to choose a new password is on its way.",
    title: "Choose a new password", hint: "You will be signed out everywhere else, and programs' keys stop working.", password: "New password", done: "Your password is changed. Sign in with it.", save: "Change the password",
    noToken: "This address needs the link from our letter.",
  },
  confirmEmail: { title: "Confirm your new address", hint: "From now on you sign in with it, and letters go there.", confirm: "Confirm", done: "Your e-mail address is changed." },
  proof: {
    title: "Is it you?", hint: "This concerns money or the safety of your account, so please prove again that it is you. It holds for ten minutes.",
    password: "Your password", code: "Code of your authenticator app", passkey: "Use a passkey", go: "Continue", none: "Your account has no password, passkey or app. Sign out and in again, then come back: a fresh sign-in is proof.",
  },
};
