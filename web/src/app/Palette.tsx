// The palette: pages, actions and what a search finds, by a few letters. An input that leads a list, as the ARIA practices have it.
import "./palette.css";
import { Modal, useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { useNavigate } from "react-router";
import { Icon } from "@/components/Icon";
import { searchQuery } from "@/features/search/api";
import { tSearch } from "@/i18n/search";
import type { User } from "@/lib/types";
import { overlay } from "./overlay";
import { commands, foundCommands, matching, type Command, type CommandGroup } from "./paletteCommands";

export default function Palette({ user, opened }: { user: User | null; opened: boolean }) {
  return (
    <Modal opened={opened} onClose={overlay.close} withCloseButton={false} styles={{ body: { padding: 0 } }} size={600} yOffset="12dvh" centered={false} radius="lg" keepMounted={false} attributes={{ content: { "aria-label": tSearch.palette.title } }} transitionProps={{ duration: 120 }}>
      <Inside user={user} />
    </Modal>
  );
}

function Inside({ user }: { user: User | null }) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [asked] = useDebouncedValue(typed.trim(), 180);
  const found = useQuery(searchQuery(asked, 4));
  const { setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const list = useId();

  const wanted = typed.trim();
  const groups: CommandGroup[] = [
    ...matching(commands(user, setColorScheme), wanted),
    ...(wanted.length >= 2 ? foundCommands(found.data, wanted) : []),
  ];
  const all = groups.flatMap((group) => group.commands);
  const chosen = Math.min(at, all.length - 1);
  const optionId = (index: number) => `${list}-${index}`;

  useEffect(() => {
    document.getElementById(optionId(chosen))?.scrollIntoView({ block: "nearest" });
  });

  const run = (command: Command | undefined) => {
    if (!command) return;
    overlay.close();
    if (command.to) void navigate(command.to);
    else command.run?.();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step) {
      event.preventDefault();
      setAt((chosen + step + all.length) % Math.max(1, all.length));
    } else if (event.key === "Home" || event.key === "End") setAt(event.key === "Home" ? 0 : all.length - 1);
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(all[chosen]);
    }
  };

  let index = -1;
  return (
    <div className="palette">
      <div className="palette-input">
        <Icon name="search" />
        <input
          data-autofocus
          type="text"
          role="combobox"
          aria-expanded
          aria-controls={list}
          aria-activedescendant={all.length > 0 ? optionId(chosen) : undefined}
          aria-autocomplete="list"
          aria-label={tSearch.palette.input}
          placeholder={tSearch.palette.input}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd aria-hidden>Esc</kbd>
      </div>
      <div id={list} role="listbox" aria-label={tSearch.palette.title} className="palette-list">
        {groups.map((group) => (
          <div key={group.title} role="group" aria-label={group.title}>
            <div className="side-title" aria-hidden>{group.title}</div>
            {group.commands.map((command) => {
              index += 1;
              const own = index;
              return (
                // The keyboard stays in the input; a click or Enter there runs what is chosen.
                <div key={command.id} id={optionId(own)} role="option" tabIndex={-1} aria-selected={own === chosen} className="palette-option" onPointerMove={() => setAt(own)} onClick={() => run(command)}>
                  <Icon name={command.icon} size={18} />
                  <span dir="auto">{command.label}</span>
                  {command.note && <span className="quiet">{command.note}</span>}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      <div className="unseen" role="status">{all.length === 0 && !found.isFetching ? tSearch.palette.none : ""}</div>
      {all.length === 0 && !found.isFetching && <p className="palette-none quiet" aria-hidden>{tSearch.palette.none}</p>}
    </div>
  );
}
