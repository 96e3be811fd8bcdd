"""The kinds of sound and moving pictures that are read, by the names FFmpeg gives them. No decoder here."""

from __future__ import annotations

from typing import Final

CONTAINERS: Final = ("wav", "w64", "aiff", "mp3", "flac", "ogg", "aac", "amr", "caf", "asf", "avi",
                     "mov", "matroska", "mpeg", "mpegts", "3gp", "au")  # fmt: skip
"""Demuxers. None of them opens another file, as play lists do."""
CODECS: Final = frozenset(
    (
        "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_u8", "pcm_s8",
        "pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_alaw", "pcm_mulaw", "adpcm_ms", "adpcm_ima_wav",
        "adpcm_ima_qt", "mp3", "mp3float", "mp2", "mp2float", "aac", "flac", "alac", "vorbis",
        "opus", "libopus", "speex", "amrnb", "amrwb", "libopencore_amrnb", "libopencore_amrwb",
        "wmav1", "wmav2", "wmapro", "ac3", "eac3", "gsm", "gsm_ms",
    )
)  # fmt: skip
"""Decoders of sound."""
PICTURE_CODECS: Final = frozenset(
    (
        "h264", "hevc", "vp8", "vp9", "libvpx", "libvpx-vp9", "av1", "libdav1d", "mpeg4", "mpeg2video",
        "mpeg1video", "h263", "mjpeg", "theora", "wmv1", "wmv2", "wmv3", "vc1", "dvvideo", "msmpeg4v2",
        "msmpeg4", "flv", "svq3", "cinepak",
    )
)  # fmt: skip
"""Decoders of moving pictures."""
