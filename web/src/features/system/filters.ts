// What a list is narrowed down by stands in the address, so that it can be sent to somebody and survives going back.
import { useSearchParams } from "react-router";

/** The named parameters of the address, and how to set one; an empty value takes it away. */
export function useFilters<Name extends string>(names: readonly Name[]) {
  const [params, setParams] = useSearchParams();
  const values = Object.fromEntries(names.map((name) => [name, params.get(name) ?? ""])) as Record<Name, string>;
  const set = (name: Name, value: string | null) =>
    setParams((now) => {
      const next = new URLSearchParams(now);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    }, { replace: true });
  return [values, set] as const;
}

/** A value of a closed list, or nothing when the address says something else. */
export function oneOf<T extends string>(list: Record<T, unknown>, value: string): T | undefined {
  return Object.hasOwn(list, value) ? (value as T) : undefined;
}

/** A moment of this device, as its field has it, for the server. */
export function instant(local: string): string | undefined {
  const at = new Date(local);
  return local && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined;
}
