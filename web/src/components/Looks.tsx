// How the site looks to this person: language, theme, calendar. Plain selects: they work everywhere and weigh nothing.
import { useMantineColorScheme } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { Icon, type IconName } from "@/components/Icon";
import { t } from "@/i18n/common";
import { type Calendar, calendar, chooseCalendar, isLanguage, LANGUAGES, language } from "@/i18n/language";
import { speakTo } from "@/lib/speak";

function Choice({ label, icon, value, onChange, children, labelled }: { label: string; icon: IconName; value: string; onChange: (value: string) => void; children: ReactNode; labelled?: boolean }) {
  const id = useId();
  return (
    <span className="choice">
      <Icon name={icon} size={18} />
      <label htmlFor={id} className={labelled ? undefined : "unseen"}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>{children}</select>
    </span>
  );
}

export function LanguageSelect() {
  return (
    <Choice label={t.looks.language} icon="language" value={language} onChange={(next) => isLanguage(next) && void speakTo(next)}>
      {Object.entries(LANGUAGES).map(([code, { name }]) => <option key={code} value={code} lang={code}>{name}</option>)}
    </Choice>
  );
}

type Theme = "light" | "dark" | "auto";

/** `labelled`: says what it is for, where there is room. */
export function ThemeSelect({ labelled }: { labelled?: boolean }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Choice labelled={labelled} label={t.looks.theme} icon={colorScheme === "dark" ? "moon" : "sun"} value={colorScheme} onChange={(next) => setColorScheme(next as Theme)}>
      <option value="light">{t.looks.light}</option>
      <option value="dark">{t.looks.dark}</option>
      <option value="auto">{t.looks.auto}</option>
    </Choice>
  );
}

export function CalendarSelect({ labelled }: { labelled?: boolean }) {
  return (
    <Choice labelled={labelled} label={t.looks.calendar} icon="calendar" value={calendar()} onChange={(next) => chooseCalendar(next as Calendar)}>
      <option value="gregory">{t.looks.gregory}</option>
      <option value="persian">{t.looks.persian}</option>
    </Choice>
  );
}
