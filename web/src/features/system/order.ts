// Putting a list in another order with as few changes as possible.
interface Placed {
  id: string;
  position: number;
}

/** What has to change so that the one at `from` stands at `to`: two positions swapped, or all counted anew where some are the same. */
export function moves(all: readonly Placed[], from: number, to: number): Placed[] {
  const [one, other] = [all[from], all[to]];
  if (!one || !other) return [];
  const distinct = new Set(all.map(({ position }) => position)).size === all.length;
  if (distinct && Math.abs(from - to) === 1) return [{ id: one.id, position: other.position }, { id: other.id, position: one.position }];
  const order = all.filter((_, i) => i !== from);
  order.splice(to, 0, one);
  return order.map(({ id }, i) => ({ id, position: (i + 1) * 10 })).filter(({ id, position }) => all.find((known) => known.id === id)?.position !== position);
}
