import { signal } from "@preact/signals";

export interface ToastItem {
  id: number;
  text: string;
  /** Asks for something, and so stays until it is closed. */
  failed?: true;
  undo?: { label: string; run: () => void };
}

/** How long a toast stays, ms. One with an undo stays longer, and none goes while it has the focus or pointer. */
export const TOAST_TIME = { plain: 4000, undo: 10_000 };

let next = 1;
export const toasts = signal<ToastItem[]>([]);

/** Says that something is done, and offers to take it back. The newest three are kept. */
export function showToast(text: string, undo?: ToastItem["undo"]): void {
  toasts.value = [...toasts.value, { id: next++, text, ...(undo ? { undo } : {}) }].slice(-3);
}

/** Says that something did not work. The same failure again takes the place of the first. */
export function showFailure(text: string): void {
  const others = toasts.value.filter((toast) => toast.text !== text);
  toasts.value = [...others, { id: next++, text, failed: true as const }].slice(-3);
}

export function closeToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}
