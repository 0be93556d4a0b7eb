import { z } from "zod";
import { bootBooksSchema } from "../core/wire/books.ts";

/** What `/api/v1/books` answers: the books of every site, boot by boot. */
export const siteBooksSchema = z.array(
  z.object({ region: z.string(), site: z.string(), boots: z.array(bootBooksSchema) }),
);

/** The books of some sites. */
export type AllBooks = z.infer<typeof siteBooksSchema>;
