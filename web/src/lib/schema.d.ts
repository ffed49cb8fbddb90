// Provisional, until the server prints its contract: `npm run codegen` replaces this file.
/* eslint-disable */
type Any = any;
type Op = { parameters: { query?: Any; header?: never; path?: Any; cookie?: never }; requestBody?: { content: { "application/json": Any } }; responses: { 200: { headers: Any; content: { "application/json": Any } } } };
export type paths = Record<string, { get: Op; post: Op; put: Op; patch: Op; delete: Op; parameters: {} }>;
export interface components { schemas: Any }
