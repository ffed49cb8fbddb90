// An S3 service for tests: `node s3.mjs <folder>` prints its address, and ends when its input does. The bucket is `files`.
//
// s3rver keeps the objects; it doesn't check signatures of version 4, so that is done here, in front of it. `POST /_later?seconds=…`
// moves this service's clock.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import S3rver from "s3rver";

const KEYS = { S3RVER: "S3RVER" };
let later = 0;

const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

/** What is wrong with a request's signature; nothing when it is in order. */
function refusal(request) {
  const url = new URL(request.url, "http://s3");
  const query = url.searchParams;
  const presigned = query.has("X-Amz-Signature");
  const given = presigned ? fromQuery(query) : fromHeader(request.headers);
  if (!given) return "AccessDenied";
  const { credential, signed, signature, date, expires, payload } = given;
  const [id, day, region, service] = credential.split("/");
  if (!KEYS[id]) return "InvalidAccessKeyId";
  const names = signed.split(";");
  const pairs = [...query].filter(([name]) => name !== "X-Amz-Signature").map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const canonical = [
    request.method,
    url.pathname,
    pairs.sort().join("&"),
    ...names.map((name) => `${name}:${(request.headers[name] ?? "").trim().replace(/ +/g, " ")}`),
    "",
    signed,
    payload,
  ].join("\n");
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", date, scope, createHash("sha256").update(canonical).digest("hex")].join("\n");
  const key = [day, region, service, "aws4_request"].reduce(hmac, `AWS4${KEYS[id]}`);
  const right = hmac(key, text);
  const shown = Buffer.from(signature, "hex");
  if (shown.length !== right.length || !timingSafeEqual(shown, right)) return "SignatureDoesNotMatch";
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  return Date.now() + later > at + expires * 1000 ? "AccessDenied" : undefined;
}

function fromQuery(query) {
  const take = (name) => query.get(`X-Amz-${name}`) ?? "";
  return {
    credential: take("Credential"),
    signed: take("SignedHeaders"),
    signature: take("Signature"),
    date: take("Date"),
    expires: Number(take("Expires")),
    payload: "UNSIGNED-PAYLOAD",
  };
}

function fromHeader(headers) {
  const parts = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(headers.authorization ?? "");
  if (!parts) return undefined;
  const [, credential, signed, signature] = parts;
  return { credential, signed, signature, date: headers["x-amz-date"], expires: 900, payload: headers["x-amz-content-sha256"] };
}

const s3 = new S3rver({ directory: process.argv[2], silent: true, vhostBuckets: false, configureBuckets: [{ name: "files" }] });
await s3.configureBuckets();
const serve = s3.callback();
const server = createServer((request, response) => {
  const url = new URL(request.url, "http://s3");
  if (url.pathname === "/_later") {
    later += Number(url.searchParams.get("seconds")) * 1000;
    return response.end();
  }
  const wrong = refusal(request);
  if (!wrong) return serve(request, response);
  response.writeHead(403, { "content-type": "application/xml" });
  response.end(`<?xml version="1.0"?><Error><Code>${wrong}</Code><Message>refused</Message></Error>`);
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
process.stdin.resume().on("end", () => process.exit(0));
