// A real OpenID provider for tests and trying out: `node oidc.mjs <redirect URI>…` prints its issuer, and ends when its input does.
//
// Its login page takes the name of one of the people below and any password. The client is `amanat` with the secret `amanat-secret`, and
// has to use PKCE.
import { createServer } from "node:http";
import Provider from "oidc-provider";

// The library's notices to operators; the output is for the issuer alone, and whoever read it may have closed it.
console.info = console.error;

const people = {
  vera: { email: "Vera@Example.Test", email_verified: true, name: "Vera Verified" },
  ulf: { email: "ulf@example.test", email_verified: false, name: "Ulf Unverified" },
  mallory: { email: "known@example.test", email_verified: true, name: "Mallory" },
  nemo: { name: "Nemo Nowhere" },
};

const server = createServer();
server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "amanat", client_secret: "amanat-secret", redirect_uris: process.argv.slice(2) }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
    pkce: { required: () => true, methods: ["S256"] },
    cookies: { keys: ["of a provider that forgets everything"] },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});

process.stdin.resume().on("end", () => process.exit(0));
