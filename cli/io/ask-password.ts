import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { AppError } from "../../core/errors.ts";

/** Asks for a new password: twice on a terminal, without showing it; else the first line of stdin is it. */
export async function askPassword(): Promise<string> {
  if (!process.stdin.isTTY) return firstLine();
  const password = await hidden("New password: ");
  if ((await hidden("The same again: ")) !== password)
    throw new AppError("wrong-use", "these were two different passwords; nothing was changed");
  return password;
}

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) {
    lines.close();
    return line;
  }
  throw new AppError("wrong-use", "give the password on stdin, or run this on a terminal");
}

function hidden(question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(question);
  return new Promise((resolve, reject) => {
    lines.once("SIGINT", () => {
      lines.close();
      reject(new AppError("wrong-use", "broken off; nothing was changed"));
    });
    lines.question("", (answer) => {
      lines.close();
      process.stderr.write("\n");
      resolve(answer);
    });
  });
}
