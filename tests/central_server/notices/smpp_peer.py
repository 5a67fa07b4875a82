"""A real SMS centre (smpp34, an SMPP 3.4 engine in Rust) as a process of its own.

Writes each submitted part as a JSON line and answers by the number's end: …00 refused for good, …01 throttled; …02 is
taken and its receipt says UNDELIV; any other is taken and its receipt says DELIVRD. Receipts go out when a line
`receipts` comes in, each by text, or by optional parameters for …03; `receipts` alone once more sends them all again.
"""

import asyncio
import json
import sys

import smpp34


class Centre:
    """The SMS centre's memory."""

    def __init__(self) -> None:
        self.sessions: dict[str, smpp34.Esme] = {}
        self.taken: list[tuple[str, smpp34.SubmitSmEvent]] = []

    def take(self, event: smpp34.SubmitSmEvent) -> None:
        """Answer one part."""
        said = {
            "from": event.source_addr,
            "ton": event.source_addr_ton,
            "to": event.destination_addr,
            "coding": event.data_coding,
            "esm_class": event.esm_class,
            "receipt": event.registered_delivery,
            "text": event.short_message.hex(),
        }
        end = event.destination_addr[-2:]
        if end == "00":
            event.reject(smpp34.ESME_RINVDSTADR)
        elif end == "01":
            event.reject(smpp34.ESME_RTHROTTLED)
        else:
            name = f"m{len(self.taken) + 1}"
            self.taken.append((name, event))
            event.accept(name)
            said["id"] = name
        print(json.dumps(said), flush=True)

    async def tell(self) -> None:
        """Send the receipts of all that was taken."""
        session = list(self.sessions.values())[-1]
        for name, event in self.taken:
            word = "UNDELIV" if event.destination_addr.endswith("02") else "DELIVRD"
            text = f"id:{name} sub:001 dlvrd:001 submit date:1903140912 done date:1903140913 stat:{word} err:000 text:"
            options = []
            if event.destination_addr.endswith("03"):
                text = "see parameters"
                options = [
                    smpp34.Tlv(smpp34.TLV_RECEIPTED_MESSAGE_ID, name.encode() + b"\0"),
                    smpp34.Tlv(smpp34.TLV_MESSAGE_STATE, b"\x02"),
                ]
            try:
                answer = await session.deliver_sm(
                    destination_addr=event.source_addr,
                    source_addr=event.destination_addr,
                    short_message=text.encode(),
                    esm_class=0x04,
                    tlvs=options,
                )
            except smpp34.SmppError:
                print(json.dumps({"unanswered": name}), flush=True)
                return
            print(json.dumps({"receipt_of": name, "status": answer.command_status}), flush=True)
        # A person writes to us: no receipt, must be answered all the same.
        answer = await session.deliver_sm(destination_addr="641", source_addr="84908213657", short_message=b"alo")
        print(json.dumps({"receipt_of": "", "status": answer.command_status}), flush=True)


async def _orders(centre: Centre) -> None:
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip() == "receipts":
            await centre.tell()


async def _run(port: int) -> None:
    server = smpp34.Server("127.0.0.1", port, system_id="SMSC")
    await server.start()
    centre = Centre()
    orders = asyncio.ensure_future(_orders(centre))
    print(port, flush=True)
    while not orders.done():
        event = await server.next()
        if isinstance(event, smpp34.Esme):
            centre.sessions[event.session_id] = event
            print(json.dumps({"bound": event.system_id}), flush=True)
        elif isinstance(event, smpp34.SubmitSmEvent):
            centre.take(event)


if __name__ == "__main__":
    sys.exit(asyncio.run(_run(int(sys.argv[1]))))
