import type { EntityMeta, DetailAnswer } from '../schema/types';
import { useT } from '../app/i18n';
import { ApprovalSection } from '../approvals/ApprovalSection';
import { fieldOf } from '../schema/useMeta';
import { Attachments } from './Attachments';
import { Links } from './Links';
import { FieldValue, Panels, type FieldsProps } from './Fields';
import { descriptionOf } from './fieldOrder';
import type { RecordParts } from './data';
import type { FieldEditing } from './useFieldEditing';
import type { Verbs } from './useVerbs';
import { WhyNot } from './WhyNot';

export interface BodyProps {
  entity: EntityMeta;
  detail: DetailAnswer;
  project: string | null;
  parts: RecordParts;
  editing: FieldEditing;
  verbs: Verbs;
  onUpload: (files: File[]) => void;
}

function Title({ level, ...props }: FieldsProps & { level: 1 | 2 }) {
  const t = useT();
  const { entity, detail } = props;
  const field = fieldOf(entity, entity.title_field);
  const Heading = `h${level}` as const;
  if (!field) return <Heading className="rc-title">{detail.row.id}</Heading>;
  return (
    <Heading className="rc-title">
      {detail.row[field.name] ? <FieldValue {...props} field={field} /> : t('record.untitled')}
    </Heading>
  );
}

/** Title, description, what may not be done and why, the declared panels, links and files. */
export function RecordBody({ level, ...props }: BodyProps & { level: 1 | 2 }) {
  const { entity, detail, project, parts, editing, verbs, onUpload } = props;
  const fields: FieldsProps = { entity, detail, project, editing, onStep: verbs.step };
  const description = descriptionOf(entity);
  const canDescribe = description && (detail.row[description.name] || editing.refusal(description) === null);
  const target = { entity: entity.name, id: detail.row.id };
  return (
    <>
      <Title {...fields} level={level} />
      {canDescribe && (
        <div className="rc-desc t2">
          <FieldValue {...fields} field={description} />
        </div>
      )}
      {!detail.can.edit && <WhyNot target={target} verb="edit" reason={detail.why_not.edit} />}
      <ApprovalSection {...{ entity, detail, project }} />
      <Panels {...fields} />
      <Links entity={entity} links={detail.links} project={project} parts={parts} canEdit={detail.can.edit} />
      <Attachments target={target} parts={parts} onUpload={onUpload} canAdd={detail.can.comment} />
    </>
  );
}
