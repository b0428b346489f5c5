"""What a packet says: a frozen view for each edition, from what its reader may see. Layout is the templates'."""

from peerkit.packets.packet import Packet, packet
from peerkit.packets.parts import Edition, Order, Prose
from peerkit.packets.seen import seen, withheld
from peerkit.packets.wanted import file_name, offered

__all__ = ["Edition", "Order", "Packet", "Prose", "file_name", "offered", "packet", "seen", "withheld"]
