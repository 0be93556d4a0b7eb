const english = {
  title: "homeostat",
  waiting: "Waiting for the first readings…",
  disconnected: "No connection to the server. What you see is at least {age} old.",
  brokerAway: "The server has no connection to the broker. What you see is at least {age} old.",
  siteSilent: "Nothing heard from {site} for {age}. Its last values are shown; it goes on by itself.",
  heard: "heard {age} ago",
  age: "{age} old",
  margin: "Margin",
  marginHelp: "1 in the healthy band, 0 at the viable limit, negative outside",
  healthy: "healthy",
  viable: "viable",
  outside: "outside the viable range",
  target: "target",
  good: "good",
  uncertain: "uncertain",
  bad: "bad",
  noValue: "no value",
  pumps: "Actuators",
  running: "running",
  stopped: "stopped",
  unknown: "unknown",
  fault: "fault",
  local: "local switch",
  override: "Override",
  release: "Give back",
  stop: "Stop",
  run: "Run",
  reason: "Reason",
  lease: "for 5 minutes",
  alarms: "Alarms",
  regional: "Region",
  noAlarms: "No standing alarms.",
  acknowledge: "Acknowledge",
  since: "since {time}",
  levels: "Levels and other values",
  variable: "Variable",
  value: "Value",
  quality: "Quality",
  faults: "Simulator: make a fault",
  faultsHelp: "These devices are simulated. A fault lasts until you take it back.",
  clearFault: "Take back",
  events: "What happened",
  noEvents: "Nothing yet.",
  sent: "sent…",
  chartHelp: "{name}, last hour. Band: healthy; lines: viable limits.",
  "priority.critical": "critical",
  "priority.high": "high",
  "priority.medium": "medium",
  "priority.low": "low",
  "state.unacknowledged": "unacknowledged",
  "state.acknowledged": "acknowledged",
  "state.rtnUnacknowledged": "returned, unacknowledged",
  "state.latchedUnacknowledged": "latched, unacknowledged",
  "state.latchedAcknowledged": "latched, acknowledged",
  "state.normal": "normal",
};

export type TextKey = keyof typeof english;

const dutch: Readonly<Record<TextKey, string>> = {
  title: "homeostat",
  waiting: "Wachten op de eerste metingen…",
  disconnected: "Geen verbinding met de server. Wat u ziet is minstens {age} oud.",
  brokerAway: "De server heeft geen verbinding met de broker. Wat u ziet is minstens {age} oud.",
  siteSilent: "Al {age} niets gehoord van {site}. De laatste waarden staan er nog; de locatie gaat zelfstandig door.",
  heard: "{age} geleden gehoord",
  age: "{age} oud",
  margin: "Marge",
  marginHelp: "1 in de gezonde band, 0 op de leefbare grens, negatief daarbuiten",
  healthy: "gezond",
  viable: "leefbaar",
  outside: "buiten het leefbare bereik",
  target: "streefwaarde",
  good: "goed",
  uncertain: "onzeker",
  bad: "slecht",
  noValue: "geen waarde",
  pumps: "Actuatoren",
  running: "draait",
  stopped: "staat stil",
  unknown: "onbekend",
  fault: "storing",
  local: "lokale schakelaar",
  override: "Overnemen",
  release: "Teruggeven",
  stop: "Stop",
  run: "Draaien",
  reason: "Reden",
  lease: "gedurende 5 minuten",
  alarms: "Alarmen",
  regional: "Regio",
  noAlarms: "Geen staande alarmen.",
  acknowledge: "Bevestigen",
  since: "sinds {time}",
  levels: "Peilen en andere waarden",
  variable: "Variabele",
  value: "Waarde",
  quality: "Kwaliteit",
  faults: "Simulator: maak een storing",
  faultsHelp: "Deze apparaten zijn gesimuleerd. Een storing duurt tot u hem terugneemt.",
  clearFault: "Terugnemen",
  events: "Wat er gebeurde",
  noEvents: "Nog niets.",
  sent: "verzonden…",
  chartHelp: "{name}, laatste uur. Band: gezond; lijnen: leefbare grenzen.",
  "priority.critical": "kritiek",
  "priority.high": "hoog",
  "priority.medium": "middel",
  "priority.low": "laag",
  "state.unacknowledged": "onbevestigd",
  "state.acknowledged": "bevestigd",
  "state.rtnUnacknowledged": "hersteld, onbevestigd",
  "state.latchedUnacknowledged": "vastgehouden, onbevestigd",
  "state.latchedAcknowledged": "vastgehouden, bevestigd",
  "state.normal": "normaal",
};

/** The languages the console speaks, complete by type. */
export const languages = { en: english, nl: dutch } as const;
export type Language = keyof typeof languages;

/** The language the reader's browser asks for, Dutch or else English. */
export function chosenLanguage(wanted: readonly string[]): Language {
  return wanted.some((tag) => tag.toLowerCase().startsWith("nl")) ? "nl" : "en";
}

/** One text with its blanks filled in. */
export function say(language: Language, key: TextKey, blanks: Readonly<Record<string, string>> = {}): string {
  return languages[language][key].replaceAll(/\{(\w+)\}/g, (blank, name: string) => blanks[name] ?? blank);
}

/** A length of time in words short enough for a table: `0.4 s`, `12 s`, `3 min`, `2 h`, `5 d`. */
export function shortAge(ms: number): string {
  if (ms < 9_500) return `${Math.max(0, Math.round(ms / 100) / 10)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} d`;
}
