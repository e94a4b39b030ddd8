import { registerMessages } from '../app/i18n';
import en from './en.json';
import zh from './zh.json';

registerMessages({ zh, en });
