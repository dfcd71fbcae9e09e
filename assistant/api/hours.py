"""What a serving process does beside answering, once an hour."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi.concurrency import run_in_threadpool

from assistant.errors import HuizhaoError
from assistant.rates.service import SharedRates
from assistant.sweeping import sweep
from assistant.wiring import Services

log = logging.getLogger(__name__)
_FIRST_S = 300.0
_HOUR_S = 3600.0


@asynccontextmanager
async def each_hour(services: Services, rates: SharedRates | None = None) -> AsyncIterator[None]:
    """Sweep meanwhile, for the first time some minutes after the start. With several processes each does it: that harms nothing."""
    task = asyncio.create_task(_sweep_on(services, rates))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _sweep_on(services: Services, rates: SharedRates | None) -> None:
    try:
        await run_in_threadpool(services.accounts.seal_second_factors)
    except (
        HuizhaoError
    ) as error:  # a record that cannot be written now: those that are sealed already, and all else, go on
        log.warning("second factors were not sealed: %s", error)
    await asyncio.sleep(_FIRST_S)
    while True:
        try:
            swept = await run_in_threadpool(sweep, services.database, services.settings)
            log.info("swept %s", swept.as_json())
            if rates is not None:
                await run_in_threadpool(rates.sweep)
        except Exception:  # whatever is wrong now, the next hour may go well
            log.exception("sweeping failed")
        await asyncio.sleep(_HOUR_S)
