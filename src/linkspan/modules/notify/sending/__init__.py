"""How a message leaves, by kind of channel. Each sender returns when the message is taken, or raises a Failure."""

from collections.abc import Callable

from linkspan.kernel.outgoing.gate import Gate
from linkspan.modules.notify.models import Channel
from linkspan.modules.notify.rendering import Message
from linkspan.modules.notify.sending.mail import send_mail
from linkspan.modules.notify.sending.robots import send_to_service
from linkspan.modules.notify.sending.webhook import send_webhook

Sender = Callable[[Gate, Channel, dict[str, str], Message], None]
SENDERS: dict[str, Sender] = {
    Channel.Kind.MAIL: send_mail,
    Channel.Kind.WEBHOOK: send_webhook,
    Channel.Kind.DINGTALK: send_to_service,
    Channel.Kind.WECOM: send_to_service,
    Channel.Kind.FEISHU: send_to_service,
    Channel.Kind.APPRISE: send_to_service,
}
