// The live connection. The server numbers its events; the page remembers the last number, so that a reconnect catches up.
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Socket } from "socket.io-client";
import { socketDown, socketUp } from "./connection";
import { keys } from "./keys";
import { getSession, subscribe, tokens } from "./session";

interface Payload {
  seq?: number;
  requestId?: string;
  orderId?: string;
  paymentId?: string;
  tokenId?: string;
  listingId?: string;
  [field: string]: unknown;
}

const request = (): QueryKey[] => [keys.requests.all, keys.offers.all, keys.sales.all];
const order = (): QueryKey[] => [keys.orders.all, keys.sales.all];
const money = (): QueryKey[] => [keys.payouts.all, keys.balances.all];
const payment = ({ orderId }: Payload): QueryKey[] => [orderId ? keys.payments.ofOrder(orderId) : keys.payments.all];

/** What each event makes stale: the mirror of the server's table from event to room and name. */
export const STALE: Record<string, (payload: Payload) => QueryKey[]> = {
  "request:created": request,
  "request:updated": request,
  "request:funded": () => [...request(), ...order()],
  "offer:created": request,
  "offer:updated": request,
  "offer:accepted": () => [...request(), ...order()],
  // Tokens too: a dispute or a hold of the order stops them.
  "order:updated": (p) => [...order(), ...payment(p), ...money(), keys.tokens.all],
  "payment:status-updated": (p) => [...payment(p), ...order(), keys.exceptions.all],
  "order:files": ({ orderId = "" }) => [keys.orders.files(orderId)],
  "listing:updated": () => [keys.listings.all, keys.sales.all],
  "token:updated": () => [keys.tokens.all, ...order(), ...money()],
  // Often: only what shows use, and not the lists.
  "token:usage": ({ tokenId = "", listingId = "" }) => [keys.tokens.one(tokenId), keys.listings.usage(listingId)],
  "payout:updated": () => [...money(), ...order()],
  // What desks hear: that something changed, and which. The desk's front page counts all of it.
  "desk:payouts": () => [keys.staff.payoutsAll, keys.system.overview],
  "desk:payments": () => [keys.staff.awaiting, keys.exceptions.all, keys.system.overview],
  "desk:disputes": () => [keys.disputes.all, keys.system.overview],
  "notification:received": () => [keys.notifications.all],
  "ledger:verified": () => [keys.system.verifications, keys.system.overview],
};

/** The number of the last event seen. */
export class Cursor {
  last: number | null = null;

  /** False for an event seen before: a catch-up may overlap with what came live. */
  advance(seq: unknown): boolean {
    if (typeof seq !== "number") return true;
    if (this.last !== null && seq <= this.last) return false;
    this.last = seq;
    return true;
  }

  /** The server can't replay from here: start over at its number. */
  reset(seq: unknown): void {
    this.last = typeof seq === "number" ? seq : null;
  }
}

/** Applies one event. */
export function receive(client: Pick<QueryClient, "invalidateQueries">, cursor: Cursor, name: string, payload: Payload): void {
  if (name === "resync") {
    cursor.reset(payload.seq);
    void client.invalidateQueries();
    return;
  }
  if (!cursor.advance(payload.seq)) return;
  for (const queryKey of STALE[name]?.(payload) ?? []) void client.invalidateQueries({ queryKey });
  for (const listener of heard.get(name) ?? []) listener(payload);
}

type Listener = (payload: Payload) => void;
const heard = new Map<string, Set<Listener>>();

/** Hears one kind of event, each once, until the returned function is called. */
export function onEvent(name: string, listener: Listener): () => void {
  const all = heard.get(name) ?? new Set();
  heard.set(name, all.add(listener));
  return () => all.delete(listener);
}

let socket: Socket | null = null;
const rooms = new Map<string, number>();

function tell(what: "join" | "leave", room: string, done?: () => void): void {
  const at = room.indexOf("-");
  if (socket?.connected) socket.emit(`${what}-${room.slice(0, at)}-room`, room.slice(at + 1), () => done?.());
}

/**
 * Listens in a room, such as `order-{id}`, while the page is shown. What people are told themselves needs no room. On joining, what
 * was read before (`stale`) is read again, because nobody told us of changes until then.
 */
export function useRoom(room: string, stale: QueryKey): void {
  const client = useQueryClient();
  const name = JSON.stringify(stale);
  useEffect(() => {
    rooms.set(room, (rooms.get(room) ?? 0) + 1);
    tell("join", room, () => refreshOlder(client, JSON.parse(name) as QueryKey));
    return () => {
      const left = (rooms.get(room) ?? 1) - 1;
      if (left > 0) rooms.set(room, left);
      else {
        rooms.delete(room);
        tell("leave", room);
      }
    };
  }, [client, room, name]);
}

/** Reads again what was read before now. */
function refreshOlder(client: QueryClient, queryKey?: QueryKey): void {
  const now = Date.now();
  const predicate = ({ state }: { state: { dataUpdatedAt: number } }) => state.dataUpdatedAt > 0 && state.dataUpdatedAt < now;
  void client.invalidateQueries({ queryKey, predicate }, { cancelRefetch: false });
}

const LONGEST_WAIT_MS = 30_000;

/** Keeps a connection while somebody is signed in. Call once. */
export function startRealtime(client: QueryClient): void {
  const cursor = new Cursor();
  let wait = 1000;

  const open = async () => {
    // Strangers get no live updates, so they don't load the library either.
    const { io } = await import("socket.io-client");
    if (socket || getSession().status !== "signedIn") return;
    const opened = io({
      transports: ["websocket", "polling"],
      auth: (give) => void tokens.current().then((token) => give({ token, since: cursor.last, rooms: [...rooms.keys()] })),
    });
    socket = opened;
    opened.onAny((name: string, payload: unknown) => receive(client, cursor, name, (payload ?? {}) as Payload));
    opened.on("connect", () => {
      wait = 1000;
      socketUp();
      // Without a position, what happened until now was told to nobody.
      if (cursor.last === null) refreshOlder(client);
    });
    // The library doesn't try again by itself when the server refuses a handshake or ends the connection.
    const again = () => {
      if (opened === socket) socketDown();
      if (opened.active || opened !== socket) return;
      const pause = wait;
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      setTimeout(() => {
        if (opened === socket) void tokens.refresh().then(() => opened === socket && opened.connect());
      }, pause);
    };
    opened.on("connect_error", again);
    opened.on("disconnect", again);
  };

  const follow = () => {
    const { status } = getSession();
    if (status === "signedIn" && !socket) void open();
    if (status === "anonymous" && socket) {
      const closed = socket;
      socket = null;
      closed.close();
      socketUp();
      cursor.reset(null);
    }
  };
  // Back from a break or from sleep, nobody should wait for the next try.
  const wake = () => {
    if (socket && !socket.connected && document.visibilityState === "visible") {
      wait = 1000;
      socket.connect();
    }
  };
  window.addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);

  subscribe(follow);
  follow();
}
