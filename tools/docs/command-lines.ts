import { type Command, CommanderError } from "commander";
import { build } from "../../cli/program.ts";

/** The words of a command line as a shell would part them: quotes hold words together, `|`, `&&`, `;`, `>` and `#` end it. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)) {
    if (/^(\||&&|;|#|>)/.test(word)) break;
    words.push(word.replaceAll(/["']/g, ""));
  }
  return words;
}

const fence = /^```.*?^```/gms;

/** Where a page shows command lines: in code blocks and inline code; an example: in indented comments, before a remark. */
const shownIn: Readonly<Record<string, (text: string) => readonly string[]>> = {
  md: (text) => [
    ...[...text.matchAll(fence)].flatMap(([block]) => block.split("\n").map((line) => line.replace(/^[\s$]+/, ""))),
    ...[...text.replaceAll(fence, "").matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? ""),
  ],
  yaml: (text) => [...text.matchAll(/^# {2,}(\S.*?)(?: {3,}.*)?$/gm)].map(([, line]) => line ?? ""),
};

/** Every `homeostat …` and `npx homeostat …` that a page or an example shows. */
export function commandLines(path: string, text: string): string[] {
  const lines = shownIn[path.split(".").at(-1) ?? ""]?.(text) ?? [];
  return lines.filter((line) => /^(npx )?homeostat [a-z-]/.test(line));
}

function quiet(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  command.commands.forEach(quiet);
}

/** What the real program has against a command line; undefined when it knows its command and every option. */
export function objection(line: string): string | undefined {
  let words = wordsOf(line.replace(/^npx /, "")).slice(1);
  let command = build("0", () => {});
  quiet(command);
  while (command.commands.length > 0) {
    const [name, ...rest] = words;
    const inner = command.commands.find((known) => known.name() === name);
    if (inner === undefined) return name?.startsWith("-") ? undefined : `no command ${name}`;
    command = inner;
    words = rest;
  }
  try {
    const { operands, unknown } = command.parseOptions(words);
    const given = operands.filter((word) => word !== "…");
    const takesMore = command.registeredArguments.at(-1)?.variadic === true;
    if (unknown.length > 0) return `no option ${unknown[0]}`;
    return given.length > command.registeredArguments.length && !takesMore ? `too many words` : undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error.message;
    throw error;
  }
}
