"""What Alembic runs for each command. The connection comes from `migrations.upgrade`."""

from alembic import context

from peermap_app.storage import (
    alert_tables,
    beginnings,
    cover_tables,
    deliver_tables,
    draft_tables,
    ending_tables,
    escalation_tables,
    factor_tables,
    finding_tables,
    flag_tables,
    held_tables,
    house_settings,
    leftovers,
    link_tables,
    my_map_tables,
    recovery_tables,
    review_tables,
    seal_tables,
    second_tables,
    sharing_tables,
    team_tables,
    waiting_tables,
    wakes,
    working_tables,
)
from peermap_app.storage.tables import METADATA

assert alert_tables
assert beginnings
assert factor_tables  # their tables are of METADATA too
assert my_map_tables  # their tables are of METADATA too
assert recovery_tables
assert finding_tables
assert review_tables
assert seal_tables
assert cover_tables
assert deliver_tables
assert draft_tables
assert second_tables
assert sharing_tables
assert team_tables
assert ending_tables
assert escalation_tables
assert flag_tables
assert held_tables
assert house_settings
assert leftovers
assert link_tables
assert waiting_tables
assert wakes
assert working_tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
