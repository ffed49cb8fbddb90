import { Avatar } from "@mantine/core";

/** A shop's picture, or the first letters of its name. */
export function Logo({ name, src, size = 72 }: { name: string; src?: string | null; size?: number }) {
  return <Avatar radius={size / 4} size={size} color="trust" name={name} src={src} alt="" />;
}
