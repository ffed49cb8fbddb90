// A real Socket.IO client on a string: commands come in as JSON lines on stdin, everything that happens goes out as JSON lines.
//
//   in   {"do":"connect","as":"a","url":"http://…","auth":{…},"transports":["websocket"]}
//        {"do":"emit","as":"a","event":"join-order-room","args":[…],"tag":7}    answered by {"as","tag","ack"}
//        {"do":"pause","as":"a"} | {"do":"resume","as":"a"}                     stops and goes on reading from the network
//        {"do":"close","as":"a"}
//   out  {"as","on":"connect"|"connect_error"|"disconnect"|"<event>","data":…}
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const sockets = new Map();
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

const commands = {
  connect({ as, url, auth, transports = ["websocket"] }) {
    const socket = io(url, { auth, transports, forceNew: true, reconnection: false });
    sockets.set(as, socket);
    socket.on("connect", () => say({ as, on: "connect", data: null }));
    socket.on("connect_error", (error) => say({ as, on: "connect_error", data: error.message }));
    socket.on("disconnect", (reason) => say({ as, on: "disconnect", data: reason }));
    socket.onAny((event, data) => say({ as, on: event, data: data ?? null }));
  },
  async emit({ as, event, args = [], tag }) {
    try {
      const ack = await sockets.get(as).timeout(5000).emitWithAck(event, ...args);
      say({ as, tag, ack });
    } catch (error) {
      say({ as, tag, ack: null, failed: String(error) });
    }
  },
  pause: ({ as }) => raw(as)?.pause(),
  resume: ({ as }) => raw(as)?.resume(),
  close: ({ as }) => sockets.get(as)?.disconnect(),
};

// The TCP connection below the client's WebSocket.
const raw = (as) => sockets.get(as)?.io.engine?.transport?.ws?._socket;

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const command = JSON.parse(line);
    commands[command.do](command);
  })
  .on("close", () => process.exit(0));
