import type { CallFailure } from "../lib/failure.ts";
import { showFailure, showToast } from "../ui/toasts.ts";
import { failureText, say } from "./say.ts";

/** Says that something is done; with `undo`, how to take it back. */
export const tell = (text: string, undo?: () => void): void =>
  showToast(text, undo && { label: say("console.undo"), run: undo });

export const tellFailure = (failure: CallFailure): void => showFailure(failureText(failure));
