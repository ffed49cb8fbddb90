import { TextInput, type TextInputProps } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { clamp, readCount } from "./count";

interface Props extends Omit<TextInputProps, "value" | "onChange" | "min" | "max"> {
  value?: number | string;
  onChange: (value: number | "") => void;
  min?: number;
  max?: number;
  /** False where the page says what is wrong with a number instead of mending it. */
  clamped?: boolean;
}

/** A whole number, in a field that weighs little. The arrows count. */
export function CountInput({ value = "", onChange, min, max, clamped = true, ...rest }: Props) {
  // What stands there as it was typed, until the field is left: a mark must not vanish between two digits, or 1.5 would become 15.
  const [typed, setTyped] = useState<string | null>(null);
  const count = (event: KeyboardEvent) => {
    const by = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    setTyped(null);
    onChange(clamp(Number(value) + by, min, max));
  };
  return (
    <TextInput
      inputMode="numeric"
      autoComplete="off"
      dir="ltr"
      {...rest}
      value={typed ?? String(value)}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        onChange(readCount(currentTarget.value));
      }}
      onKeyDown={count}
      onBlur={(event) => {
        setTyped(null);
        if (clamped && typeof value === "number") onChange(clamp(value, min, max));
        rest.onBlur?.(event);
      }}
    />
  );
}
