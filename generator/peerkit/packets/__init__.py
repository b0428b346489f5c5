"""What a packet says: a frozen view for each edition, from what its reader may see. Layout is the templates'."""

from peerkit.packets.packet import Packet, packet
from peerkit.packets.parts import Edition, Order, Prose
from peerkit.packets.seen import seen

__all__ = ["Edition", "Order", "Packet", "Prose", "packet", "seen"]
