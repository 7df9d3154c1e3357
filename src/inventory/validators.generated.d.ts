// Made by scripts/generate.ts from the document definitions.
import type { Validator } from './validate.ts';
export const Site: Validator;
export const BootSource: Validator;
export const ImageSelection: Validator;
export const Subnet: Validator;
export const Profile: Validator;
export const Machine: Validator;
export const Preseed: Validator;
export const CloudInit: Validator;
export const SshKeys: Validator;
export const Power: Validator;
