import { z } from 'zod'

interface JsonSchema {
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly type?: string
  readonly format?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly minLength?: number
  readonly minimum?: number
  readonly exclusiveMinimum?: number
}

const sampleOf = (schema: JsonSchema): unknown => {
  if ('const' in schema) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  const one = schema.anyOf?.[0] ?? schema.oneOf?.[0]
  if (one !== undefined) return sampleOf(one)
  switch (schema.type) {
    case 'object':
      return Object.fromEntries((schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name] ?? {})]))
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}))
    case 'string':
      return schema.format === 'uuid' ? '00000000-0000-4000-8000-000000000009' : 'a'.repeat(Math.max(schema.minLength ?? 0, 5))
    case 'integer':
    case 'number':
      return schema.minimum ?? (schema.exclusiveMinimum === undefined ? 1 : schema.exclusiveMinimum + 1)
    case 'boolean':
      return false
    default:
      return null
  }
}

/** Something the schema takes, made from the schema; null where it asks for more than can be read off it. */
export const samplePayload = (schema: z.ZodType): unknown => {
  // What zod says of itself is JSON Schema (2020-12).
  const sample = sampleOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema)
  return schema.safeParse(sample).success ? sample : null
}
