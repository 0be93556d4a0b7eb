import { computed, signal } from "@preact/signals";
import { ask } from "../api.ts";

/** Who is logged in, as the server tells it. */
export interface Me {
  readonly name: string;
  readonly role: "observer" | "operator";
  /** The region's id. */
  readonly region: string;
}

/** Who is logged in; undefined before the server has told. */
export const me = signal<Me | undefined>(undefined);
/** Whether whoever is logged in is offered actions. The server is asked each time: this decides only what is shown. */
export const mayAct = computed(() => me.value?.role !== "observer");

/** Asks the server who is logged in. */
export async function askWhoIAm(): Promise<void> {
  const answer = await ask<Me>("/api/v1/me");
  if (answer.ok) me.value = answer.value;
}
