/** Editing in place: one input laid over the cell, same height; Enter down, Tab right, Esc restores. */
import type { ColumnKey } from './columns';
import type { Person } from './types';

export interface EditorRequest {
  row: number; column: ColumnKey; text: string; label: string; isNumeric: boolean; selectAll: boolean; people: Person[] | null;
  /** Returns the sentence of a refusal, or null when the text was taken. */
  commit: (text: string) => string | null;
  /** The text was left behind and could not be taken: say so where it can still be read. */
  refused: (sentence: string) => void;
  close: (move: 'down' | 'up' | 'right' | 'left' | 'none') => void;
}

export class CellEditor {
  readonly element: HTMLDivElement;
  private readonly input: HTMLInputElement;
  private readonly list: HTMLUListElement;
  private readonly message: HTMLDivElement;
  private request: EditorRequest | null = null;
  private choices: Person[] = [];
  private chosen = -1;

  constructor() {
    this.element = document.createElement('div');
    this.element.className = 'lg-editor';
    this.element.hidden = true;
    this.input = document.createElement('input');
    this.input.autocomplete = 'off';
    this.input.spellcheck = false;
    this.list = document.createElement('ul');
    this.list.className = 'lg-choices';
    this.list.setAttribute('role', 'listbox');
    this.message = document.createElement('div');
    this.message.className = 'lg-editor-error';
    this.message.setAttribute('role', 'alert');
    this.element.append(this.input, this.list, this.message);
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.input.addEventListener('input', () => { this.say(''); this.suggest(); });
    this.input.addEventListener('blur', () => this.blur());
  }

  get isOpen(): boolean { return this.request !== null; }
  get row(): number { return this.request?.row ?? -1; }
  get column(): ColumnKey | null { return this.request?.column ?? null; }

  open(request: EditorRequest): void {
    this.request = request;
    this.element.hidden = false;
    this.element.classList.toggle('num', request.isNumeric);
    this.input.value = request.text;
    this.input.setAttribute('aria-label', request.label);
    this.say('');
    this.input.focus({ preventScroll: true });
    if (request.selectAll) this.input.select(); else this.input.setSelectionRange(request.text.length, request.text.length);
    this.chosen = -1;
    this.suggest();
  }

  place(left: number, top: number, width: number, height: number): void {
    const { style } = this.element;
    style.transform = `translate(${left}px, ${top}px)`;
    style.width = `${width}px`;
    style.height = `${height}px`;
  }

  /** Close without asking; used when the row is gone. */
  cancel(): void {
    if (this.request) this.finish('none');
  }

  private blur(): void {
    if (!this.request) return;
    const { request } = this;
    const refusal = request.commit(this.value());
    if (refusal !== null) request.refused(refusal);
    this.finish('none');
  }

  private value(): string {
    return this.choices[this.chosen]?.name ?? this.input.value;
  }

  private key(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.isComposing || event.key === 'Process') return;
    if (this.choices.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      this.choose(this.chosen + (event.key === 'ArrowDown' ? 1 : -1));
      return;
    }
    if (event.key === 'Escape') { event.preventDefault(); this.finish('none'); return; }
    if (event.key !== 'Enter' && event.key !== 'Tab') return;
    event.preventDefault();
    const refusal = this.request?.commit(this.value()) ?? null;
    if (refusal !== null) { this.say(refusal); this.input.select(); return; }
    const back = event.shiftKey;
    this.finish(event.key === 'Enter' ? (back ? 'up' : 'down') : back ? 'left' : 'right');
  }

  private finish(move: 'down' | 'up' | 'right' | 'left' | 'none'): void {
    const request = this.request;
    this.request = null;
    this.element.hidden = true;
    this.list.hidden = true;
    request?.close(move);
  }

  private say(text: string): void {
    this.message.textContent = text;
    this.message.hidden = text === '';
    this.input.setAttribute('aria-invalid', String(text !== ''));
  }

  private suggest(): void {
    const people = this.request?.people;
    const typed = this.input.value.trim().toLowerCase();
    const isTouched = this.input.value !== this.request?.text;
    this.choices = !people ? [] : people.filter((p) => !isTouched || p.name.toLowerCase().includes(typed)).slice(0, 8);
    this.list.hidden = this.choices.length === 0;
    this.list.replaceChildren(...this.choices.map((person, i) => this.choiceElement(person, i)));
    this.chosen = -1;
    if (isTouched && typed && this.choices.length > 0) this.choose(0);
  }

  private choiceElement(person: Person, index: number): HTMLElement {
    const item = document.createElement('li');
    item.setAttribute('role', 'option');
    const name = document.createElement('span');
    name.textContent = person.name;
    const title = document.createElement('small');
    title.textContent = [person.title, person.party].filter(Boolean).join('  ');
    item.append(name, title);
    item.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      this.choose(index);
      if (this.request?.commit(person.name) === null) this.finish('none');
    });
    return item;
  }

  private choose(index: number): void {
    this.chosen = Math.max(0, Math.min(this.choices.length - 1, index));
    [...this.list.children].forEach((item, i) => item.setAttribute('aria-selected', String(i === this.chosen)));
  }
}
