import { z } from "zod";
import { bootPattern, idPattern } from "../ids.ts";
import { unseen } from "../unseen.ts";

/** Longest own message accepted, bytes. */
export const longestMessage = 262_144;

/** A moment as our own messages carry it, ms since 1970. */
export const epochMs = z.number().int().nonnegative();
/** How many, or a sequence number. */
export const count = z.number().int().nonnegative();
/** The key of one boot of a gateway or region. */
export const bootText = z.string().regex(bootPattern);
/** An id as site files use it. */
export const id = z.string().regex(idPattern);
/** How far a value can be trusted. */
export const quality = z.enum(["good", "uncertain", "bad"]);

// A line break, at which `.` ends, is itself unseen.
const seenAlone = new RegExp(`^(?!.*${unseen.source})`, "u");

/** Text that a person wrote, on one line: it is shown to others as theirs, and may not read as anything else. */
export const personText = (most: number) =>
  z
    .string()
    .max(most)
    .regex(seenAlone, "expected text without control characters, line breaks and overrides of the writing direction");
/** Why a person did something: never only blanks. */
export const reason = personText(500).min(1).regex(/\S/, "expected words");
