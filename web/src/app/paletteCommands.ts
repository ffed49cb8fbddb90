// What the palette offers, apart from how it is drawn.
import type { IconName } from "@/components/Icon";
import type { Found } from "@/features/search/api";
import { foundGroups } from "@/features/search/found";
import { speakTo } from "@/lib/speak";
import { t } from "@/i18n/common";
import { LANGUAGES, language, tag, type Language } from "@/i18n/language";
import { tSearch } from "@/i18n/search";
import type { User } from "@/lib/types";
import { entriesFor, mainAction } from "./navigation";
import { overlay } from "./overlay";

export interface Command {
  id: string;
  label: string;
  icon: IconName;
  /** Beside the label, quietly. */
  note?: string;
  /** Where it leads; otherwise what it does. */
  to?: string;
  run?: () => void;
  /** What is looked through when somebody types, besides the label. */
  also?: string;
}

export interface CommandGroup {
  title: string;
  commands: Command[];
}

/** Everything that this person may go to or do without searching. */
export function commands(user: User | null, setTheme: (theme: "light" | "dark" | "auto") => void): CommandGroup[] {
  const pages = entriesFor(user).map(({ to, label, icon, group }): Command => ({ id: to, to, label, icon, note: group === "money" || group === "deals" || group === "system" ? t.nav.groups[group] : undefined, also: to }));
  const action = mainAction(user);
  const actions: Command[] = [
    ...(action ? [{ id: "main", to: action.to, label: action.label, icon: "plus" as const }] : []),
    { id: "light", label: tSearch.palette.light, icon: "sun", run: () => setTheme("light") },
    { id: "dark", label: tSearch.palette.dark, icon: "moon", run: () => setTheme("dark") },
    // After this dialog has gone.
    { id: "keys", label: t.nav.shortcuts, icon: "keyboard", run: () => setTimeout(() => overlay.open("shortcuts")) },
    ...(Object.keys(LANGUAGES) as Language[]).filter((code) => code !== language).map((code): Command => ({ id: `speak-${code}`, label: tSearch.palette.speak(LANGUAGES[code].name), icon: "language", also: code, run: () => void speakTo(code) })),
  ];
  return [{ title: tSearch.palette.pages, commands: pages }, { title: tSearch.palette.actions, commands: actions }];
}

const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(tag());

/** Those in which every typed word begins a word, or stands somewhere in what they lead to. All of them for nothing typed. */
export function matching(groups: CommandGroup[], typed: string): CommandGroup[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const fits = ({ label, note, also }: Command) => {
    const text = plain(`${label} ${note ?? ""}`);
    return words.every((word) => ` ${text}`.includes(` ${word}`) || plain(also ?? "").includes(word));
  };
  return groups.map((group) => ({ ...group, commands: group.commands.filter(fits) })).filter((group) => group.commands.length > 0);
}

/** What a search found, and the way to all of it. */
export function foundCommands(found: Found | undefined, typed: string): CommandGroup[] {
  const groups = foundGroups(found).map(({ kind, items }) => ({
    title: tSearch.groups[kind],
    commands: items.map(({ to, label, note, icon }): Command => ({ id: `found-${to}`, to, label, note, icon })),
  }));
  const all: Command = { id: "search", to: `/search?${new URLSearchParams({ q: typed })}`, label: tSearch.everything(typed), icon: "search" };
  return [...groups, { title: tSearch.title, commands: [all] }];
}
