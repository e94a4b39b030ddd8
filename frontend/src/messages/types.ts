export type Digest = 'now' | 'hourly' | 'daily';

export interface Way {
  id: number;
  name: string;
  kind: string;
  digest: Digest;
  wants: Record<string, boolean>;
  /** False for mail where the person has no address. */
  can_reach: boolean;
}

export interface OwnMessagesAnswer {
  version: number;
  kinds: { name: string; label: string; urgent: boolean }[];
  channels: Way[];
  digests: Digest[];
  daily_at: string;
  quiet_from: string;
  quiet_to: string;
  urgent_through: boolean;
  zone: string;
  email: string;
}

export interface ChannelField {
  name: string;
  label: string;
  secret: boolean;
  needed: boolean;
  choices: string[];
  hint: string;
  default: string;
}

export interface ChannelKind {
  name: string;
  label: string;
  is_shared: boolean;
  fields: ChannelField[];
}

export interface ChannelRow {
  id: number;
  version: number;
  kind: string;
  kind_label: string;
  name: string;
  is_on: boolean;
  names_records: boolean;
  is_shared: boolean;
  per_minute: number;
  settings: Record<string, string>;
  secrets: string[];
  address: string;
  is_readable: boolean;
  waiting: number;
  dead: number;
  last_at: string | null;
  last_error: string;
}

export interface HostRow {
  id: number;
  host: string;
  port: number;
  reason: string;
  at: string;
}

export interface Channels {
  items: ChannelRow[];
  kinds: ChannelKind[];
  hosts: HostRow[];
  public_url: string;
}

export type DeliveryState = 'dead' | 'waiting' | 'sent' | 'dropped';

export interface DeliveryRow {
  id: number;
  number: string;
  channel: { id: number; name: string };
  receiver: string;
  state: DeliveryState;
  attempts: number;
  next_try_at: string | null;
  attempted_at: string | null;
  created_at: string;
  error: string;
}

export interface Deliveries {
  items: DeliveryRow[];
  counts: Record<DeliveryState, number>;
}
