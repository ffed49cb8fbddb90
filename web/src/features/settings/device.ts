import { tSettings } from "@/i18n/settings";

/** Browser and system out of a User-Agent, as far as they are recognisable. */
export function device(agent: string | null | undefined): string {
  if (!agent) return tSettings.overview.unknownAgent;
  const browser = [["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]].find(([mark]) => agent.includes(mark as string))?.[1];
  const system = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac OS X", "macOS"], ["Linux", "Linux"]].find(([mark]) => agent.includes(mark as string))?.[1];
  return [browser, system].filter(Boolean).join(" · ") || agent;
}
