import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { toast } from "./toast";

interface Options<Input, Output> {
  send: (input: Input) => Promise<Output>;
  /** What it makes stale. */
  stale?: readonly QueryKey[];
  /** Said when it worked. */
  done?: string;
  onDone?: (output: Output, input: Input) => void;
}

/**
 * One thing a person does. The error stays with the mutation, for the form or dialog to show.
 * A second click before the first is answered does nothing: the button is drawn as busy only after it.
 */
export function useSubmit<Output, Input = void>({ send, stale = [], done, onDone }: Options<Input, Output>) {
  const client = useQueryClient();
  const busy = useRef(false);
  const mutation = useMutation({
    mutationFn: send,
    onSuccess: async (output, input) => {
      for (const queryKey of stale) void client.invalidateQueries({ queryKey });
      if (done) toast({ message: done });
      onDone?.(output, input);
    },
    onError: () => {
      // Refused, perhaps because somebody else was faster: show what is true now.
      for (const queryKey of stale) void client.invalidateQueries({ queryKey });
    },
    onSettled: () => {
      busy.current = false;
    },
  });
  const mutate: typeof mutation.mutate = (...args) => {
    if (busy.current) return;
    busy.current = true;
    mutation.mutate(...args);
  };
  return { ...mutation, mutate };
}
