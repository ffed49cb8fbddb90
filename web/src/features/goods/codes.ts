// Codes as a seller pastes them: one per line.
import type { FieldError } from "@/lib/errors";

export const MOST_CODES = 5_000;
const LONGEST_CODE = 500;

export interface Pasted {
  /** What is sent, in order. */
  codes: string[];
  /** For each of them the line in the text, from 1. */
  lines: number[];
  repeated: number;
  tooLong: number;
}

/** Takes the text apart; empty lines are left out, and their numbers kept for the others. */
export function parseCodes(text: string): Pasted {
  const found = text.split(/\r\n|\r|\n/).flatMap((line, i) => (line.trim() ? [{ code: line.trim(), line: i + 1 }] : []));
  const codes = found.map(({ code }) => code);
  return {
    codes,
    lines: found.map(({ line }) => line),
    repeated: codes.length - new Set(codes).size,
    tooLong: codes.filter((code) => [...code].length > LONGEST_CODE).length,
  };
}

export interface BadLine {
  line: number;
  msg: string;
}

/** The server's complaints, at the lines of the text that was pasted. */
export function badLines(details: FieldError[], { lines }: Pasted): BadLine[] {
  return details.flatMap(({ path, msg }) => {
    const at = /^codes\[(\d+)\]$/.exec(path)?.[1];
    const line = at === undefined ? undefined : lines[Number(at)];
    // Its own count is of what was sent, without the empty lines.
    return line === undefined ? [] : [{ line, msg: msg.replace(/^line \d+: /, "").replace(/\bline (\d+)\b/, (_, n: string) => `line ${lines[Number(n) - 1] ?? n}`) }];
  });
}
