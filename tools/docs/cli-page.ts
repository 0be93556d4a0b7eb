import type { Command } from "commander";
import { exitCodes, exitMeanings } from "../../cli/exit-codes.ts";
import { build } from "../../cli/program.ts";
import { anchorOf, table } from "./table.ts";

const width = 110;

/** The commands that do something, each with the words that call it. */
function leaves(
  command: Command,
  words: readonly string[] = [],
): { readonly words: string; readonly command: Command }[] {
  if (command.commands.length === 0) return [{ words: words.join(" "), command }];
  return command.commands.flatMap((inner) => leaves(inner, [...words, inner.name()]));
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => width,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.trim();
}

/** docs/cli.md: each command with its own help, and how commands end. */
export function cliPage(): string {
  const program = build("0", () => {});
  const commands = leaves(program);
  const list = commands.map(({ words, command }) => [
    `[${words}](#${anchorOf(`homeostat ${words}`)})`,
    command.description(),
  ]);
  const sections = commands.map(
    ({ words, command }) => `## homeostat ${words}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``,
  );
  const codes = Object.entries(exitCodes).map(([name, value]) => [
    String(value),
    exitMeanings[name as keyof typeof exitCodes],
  ]);
  return `# Command line

In a checkout \`npx homeostat …\`, after \`npm ci\` has built it. Data goes to stdout, everything else to stderr.

${table(["command", "does"], list)}

## Exit codes

${table(["code", "meaning"], codes)}

${sections.join("\n\n")}
`;
}
