import type { Disk } from "../../core/ports/disk.ts";
import { writeAtomically } from "../../core/ports/disk.ts";
import type { Sha256 } from "../../core/wire/canonical.ts";
import type { Definition } from "../../core/wire/definition.ts";
import { type DefinitionPlace, readDefinition } from "./catalogue.ts";

const folder = "definitions";

/** Keeps definitions over restarts: one file each, its hash checked again when it is read. */
export class DefinitionFiles {
  readonly #disk: Disk;
  readonly #sha256: Sha256;

  constructor(disk: Disk, sha256: Sha256) {
    this.#disk = disk;
    this.#sha256 = sha256;
  }

  /** All that can be read; a damaged file is left out and asked for again. */
  async load(): Promise<{ place: DefinitionPlace; definition: Definition }[]> {
    await this.#disk.makeDirectory(folder);
    const found: { place: DefinitionPlace; definition: Definition }[] = [];
    for (const name of await this.#disk.list(folder)) {
      const [region, site, hash, ending] = name.split(".");
      if (region === undefined || site === undefined || hash === undefined || ending !== "json") continue;
      const place = { region, site, hash };
      const text = await this.#disk.read(`${folder}/${name}`);
      const definition = text === undefined ? undefined : readDefinition(place, text, this.#sha256);
      if (definition !== undefined) found.push({ place, definition });
    }
    return found;
  }

  async save({ region, site, hash }: DefinitionPlace, text: Uint8Array): Promise<void> {
    await writeAtomically(this.#disk, `${folder}/${region}.${site}.${hash}.json`, text);
  }
}
