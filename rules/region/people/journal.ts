import type { Disk, DiskFile } from "../../../core/ports/disk.ts";
import type { Notification } from "../../ladder/state.ts";

/** A notification with the person who has the turn; absent where the rung names no role. */
export interface Page extends Notification {
  readonly person?: string;
}

/** A way to people. Resolves when the message was taken and will not be forgotten; until then it is sent again. */
export interface Notify {
  send(page: Page): Promise<void>;
}

const newest = 200;

/** The journal: every message in a file, the newest in memory for the operator's page. */
export interface Journal extends Notify, AsyncDisposable {
  readonly pages: readonly Page[];
}

/** Opens the journal of messages sent. A message already in it, by its id, is not written again. */
export async function openJournal(disk: Disk): Promise<Journal> {
  const before = new TextDecoder().decode(await disk.read("journal.jsonl"));
  const pages = before.split("\n").flatMap(parsePage);
  const seen = new Set(pages.map((page) => page.id));
  pages.splice(0, pages.length - newest);
  const file = await disk.open("journal.jsonl");
  await disk.syncDirectory("");
  let tail: Promise<void> = Promise.resolve();
  return {
    pages,
    send(page) {
      if (seen.has(page.id)) return tail;
      const writing = tail.then(() => write(file, page));
      tail = writing.catch(() => undefined);
      return writing.then(() => {
        seen.add(page.id);
        pages.push(page);
        if (pages.length > newest) pages.shift();
      });
    },
    async [Symbol.asyncDispose]() {
      await tail;
      await file.close();
    },
  };
}

async function write(file: DiskFile, page: Page): Promise<void> {
  await file.append(new TextEncoder().encode(`${JSON.stringify(page)}\n`));
  await file.sync();
}

function parsePage(line: string): Page[] {
  try {
    const page = JSON.parse(line) as Page;
    return typeof page.id === "string" ? [page] : [];
  } catch {
    return [];
  }
}
