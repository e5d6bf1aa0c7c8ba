import type { Migration } from 'kysely'
import type { DialectName } from '@/lib/db/dialect'

/** Passages of files as vectors, where a model for them is set: float32 one after the other, the lowest byte first. */
export const passageVectors = (dialect: DialectName): Migration => ({
  async up(db) {
    const id = dialect === 'sqlite' ? 'integer' : 'bigint'
    await db.schema
      .createTable('passage_vectors')
      .addColumn('passage_id', id, (column) => column.primaryKey().references('document_passages.id').onDelete('cascade'))
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('vector', dialect === 'sqlite' ? 'blob' : 'bytea', (column) => column.notNull())
      .execute()
  },
})
