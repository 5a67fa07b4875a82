"""Runs the steps on the connection that `migrate` opened; Alembic loads this file by its place."""

from alembic import context

from central_server.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
