import { editorSchema } from "../../core/config/editor-schema.ts";
import { didYouMean } from "../../core/config/suggest.ts";
import { AppError } from "../../core/errors.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { type Kind, kinds, schemaOf } from "../configuration.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";

/** The JSON Schema of one kind of file, as text: what `homeostat schema` prints and `docs/schema` holds. */
export function schemaText(kind: Kind): string {
  const schema = editorSchema(schemaOf(kind, drivers), `homeostat: kind ${kind}`);
  return `${JSON.stringify(schema, null, 1)}\n`;
}

/** `homeostat schema KIND`: for the editor that writes a file of this kind. */
export function printSchema(word: string): ExitCode {
  const kind = kinds.find((known) => known === word);
  if (kind === undefined) {
    const hint = didYouMean(word, kinds) ?? `one of ${kinds.join(", ")}`;
    throw new AppError("wrong-use", `there is no kind ${word}: ${hint}`);
  }
  process.stdout.write(schemaText(kind));
  return exitCodes.ok;
}
