/** Keys mean letters where somebody writes or chooses, and nothing to the page under a dialog. */
export const takesKeys = (target: EventTarget): boolean =>
  target instanceof Element &&
  target.closest('input:not([type="checkbox"]), textarea, [role="dialog"], [role="listbox"], [role="menu"]') !== null
