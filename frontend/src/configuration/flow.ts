/** A workflow while it is being drawn: edits of states and transitions. Pure, each answers a new draft. */
import type { StateDef, StepDef, WorkflowAnswer } from './types';

export interface Flow {
  states: StateDef[];
  steps: StepDef[];
}

export const flowOf = (answer: WorkflowAnswer): Flow => ({ states: answer.states, steps: answer.transitions });
export const sameFlow = (a: Flow, b: Flow): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A key that no state has: new states are named by the server's rule only when they are saved. */
export function freshKey(states: StateDef[], wish = 'state'): string {
  const base = wish.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^[^a-z]+|_+$/g, '').slice(0, 16) || 'state';
  const taken = new Set(states.map((state) => state.value));
  for (let n = 1; ; n += 1) {
    const key = n === 1 ? base : `${base}_${n}`;
    if (!taken.has(key)) return key;
  }
}

export function addState(flow: Flow): { flow: Flow; key: string } {
  const key = freshKey(flow.states);
  const state: StateDef = { value: key, label_zh: '', label_en: '', tone: null, is_closed: false, is_built_in: false };
  return { flow: { ...flow, states: [...flow.states, state] }, key };
}

export const editState = (flow: Flow, key: string, change: Partial<StateDef>): Flow => ({
  ...flow,
  states: flow.states.map((state) => (state.value === key ? { ...state, ...change } : state)),
});

/** Without the state and without every transition that needs it. */
export function removeState(flow: Flow, key: string): Flow {
  return {
    states: flow.states.filter((state) => state.value !== key),
    steps: flow.steps
      .filter((step) => step.target !== key)
      .map((step) => ({ ...step, sources: step.sources.filter((source) => source !== key) }))
      .filter((step) => step.sources.length > 0),
  };
}

export function addStep(flow: Flow, source: string, target: string): { flow: Flow; at: number } {
  const to = flow.states.find((state) => state.value === target);
  const step: StepDef = {
    ...{ sources: [source], target, label_zh: to?.label_zh ?? '', label_en: to?.label_en ?? '', requires: [], verb: '', guard: '' },
    ...{ refusal_zh: '', refusal_en: '', is_built_in: false },
  };
  return { flow: { ...flow, steps: [...flow.steps, step] }, at: flow.steps.length };
}

export const editStep = (flow: Flow, at: number, change: Partial<StepDef>): Flow => ({
  ...flow,
  steps: flow.steps.map((step, index) => (index === at ? { ...step, ...change } : step)),
});

export const removeStep = (flow: Flow, at: number): Flow => ({ ...flow, steps: flow.steps.filter((_, index) => index !== at) });

export type Fault = { kind: 'unnamed' | 'unreachable' | 'stuck'; state: string } | { kind: 'nameless' | 'open'; step: number };

/** What stands in the way of a good workflow. `unnamed`, `nameless` and `open` keep it from being saved; the others are hints. */
export function faultsOf({ states, steps }: Flow): Fault[] {
  const found: Fault[] = [];
  const reached = new Set<string>(states.slice(0, 1).map((state) => state.value));
  for (let grew = true; grew; ) {
    const before = reached.size;
    for (const step of steps) if (step.sources.some((source) => reached.has(source))) reached.add(step.target);
    grew = reached.size > before;
  }
  for (const state of states) {
    if (!state.label_zh.trim() && !state.label_en.trim()) found.push({ kind: 'unnamed', state: state.value });
    if (!reached.has(state.value)) found.push({ kind: 'unreachable', state: state.value });
    else if (!state.is_closed && states.length > 1 && !steps.some((step) => step.sources.includes(state.value))) found.push({ kind: 'stuck', state: state.value });
  }
  steps.forEach((step, at) => {
    if (!step.label_zh.trim() && !step.label_en.trim()) found.push({ kind: 'nameless', step: at });
    if (!step.sources.length || !step.target) found.push({ kind: 'open', step: at });
  });
  return found;
}

export const isSavable = (faults: Fault[]): boolean => faults.every((fault) => fault.kind === 'unreachable' || fault.kind === 'stuck');

/** Names of new states from their English names, so that a key says what it means; what is kept by records stays. */
export function named(flow: Flow, known: ReadonlySet<string>): Flow {
  const names = new Map<string, string>();
  const states: StateDef[] = [];
  for (const state of flow.states) {
    const others = [...flow.states.filter((other) => known.has(other.value) || other.value === state.value), ...states].filter((other) => other !== state);
    const value = known.has(state.value) || !state.label_en.trim() ? state.value : freshKey(others, state.label_en);
    names.set(state.value, value);
    states.push({ ...state, value });
  }
  const to = (key: string) => names.get(key) ?? key;
  return { states, steps: flow.steps.map((step) => ({ ...step, sources: step.sources.map(to), target: to(step.target) })) };
}
