// A mail server for tests: takes letters by SMTP, tells over HTTP what came, and misbehaves when told to.
// The first argument is JSON: {"key","cert": paths of PEM files} or {}. Prints {"smtp","http"} (ports), ends when its input ends.
//
//   GET  /letters  what was taken, parsed, in order
//   PUT  /mood     {"answers":[451,550]}  answers to the next recipients, instead of taking them
//                  {"delayMs":n}          how long each recipient waits for an answer
//                  {"startTls":false}     whether encryption is offered
//                  {"listening":false}    whether anybody is at home
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

const { key, cert } = JSON.parse(process.argv[2]);
const mood = { answers: [], delayMs: 0, startTls: true, listening: true };
const letters = [];
let smtp;
let port = 0;

function onRcptTo(_address, _session, done) {
  const code = mood.answers.shift();
  const refusal = code && Object.assign(new Error("so it was told"), { responseCode: code });
  setTimeout(() => done(refusal), mood.delayMs);
}

async function onData(stream, session, done) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  const parsed = await simpleParser(raw);
  letters.push({
    encrypted: session.secure,
    user: session.user ?? null,
    sender: session.envelope.mailFrom.address,
    recipients: session.envelope.rcptTo.map((to) => to.address),
    subject: parsed.subject,
    from: parsed.from?.text,
    to: parsed.to?.text,
    messageId: parsed.messageId,
    headers: Object.fromEntries(parsed.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(":") + 1).trim()])),
    text: parsed.text,
    html: parsed.html,
    raw: raw.toString("latin1"),
  });
  done();
}

function onAuth({ username, password }, _session, done) {
  if (password !== "open sesame") return done(Object.assign(new Error("no"), { responseCode: 535 }));
  done(null, { user: username });
}

function listen() {
  smtp = new SMTPServer({
    ...(key && { key: readFileSync(key), cert: readFileSync(cert) }),
    authOptional: true,
    disabledCommands: mood.startTls ? [] : ["STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 0,
    onAuth,
    onRcptTo,
    onData,
  });
  smtp.on("error", () => {});
  return new Promise((resolve) => {
    smtp.listen(port, "127.0.0.1", () => {
      port = smtp.server.address().port;
      resolve();
    });
  });
}

const close = () => new Promise((resolve) => smtp.close(resolve));

const http = createServer(async (request, response) => {
  if (request.method === "PUT") {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { listening } = mood;
    Object.assign(mood, JSON.parse(Buffer.concat(chunks).toString()));
    if (listening) await close();
    if (mood.listening) await listen();
  }
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(request.method === "PUT" ? mood : letters));
});

await listen();
http.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ smtp: port, http: http.address().port })));
process.stdin.on("end", () => process.exit()).resume();
