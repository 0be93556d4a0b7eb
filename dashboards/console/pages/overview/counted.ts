import { number } from "../../texts/words.ts";
import { t } from "./texts.ts";

type Countable = "siteCount" | "moreSites" | "calmSites" | "moreAlarms" | "outsideNow" | "unexplained";

/** So many of something, in words that are right of one thing alone too. */
export function counted(key: Countable, count: number): string {
  return count === 1 ? t(`one.${key}`) : t(key, { count: number(count) });
}
