import type { QueryState } from '../schema/queryState';
import type { Can, EntityMeta, Row, Value } from '../schema/types';

/** What the page of an entity hands to each of its views besides the table. */
export interface ViewProps {
  entity: EntityMeta;
  /** Code of the project; null over all projects. */
  project: string | null;
  state: QueryState;
  can: Can;
  onOpen: (id: number) => void;
  /** Shown at once; a refusal takes it back by name. */
  onEdit: (row: Row, values: Record<string, Value>) => void;
  /** Writes a part of the state into the address. */
  onState: (change: Partial<QueryState>) => void;
  /** Opens the form of a new record with these values. */
  onCreate: (initial: Record<string, Value>) => void;
}
