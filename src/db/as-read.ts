/** In SQL: the household's row `:id`, outside the bin, as long as it is of the `:version` that was read (null: of any). */
export const HOUSEHOLD_ROW_AS_READ = `id = :id and household_id = :householdId and deleted_at is null
        and (:version::int is null or version = :version::int)`;
