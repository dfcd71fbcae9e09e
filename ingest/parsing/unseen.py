"""What a file may hold that nobody sees who opens it as it is meant to be seen. It is never read, and who may not know of it may not have
the original (``DocumentBuilder.unseen``)."""

COMMENTS = "批注"
CHANGES = "修订痕迹"
HIDDEN = "隐藏文字"
DISGUISED = "白色或极小的文字"
NOTES = "演讲者备注"
OUT_OF_SIGHT = "隐藏或放在页面外的内容"
LAYERS = "隐藏的图层"
EMBEDDED = "嵌入的文件"
OTHER_BOOKS = "别的工作簿的数据（数据透视、外部链接或连接）"
EMBEDDING = ("/package", "/oleObject")
"""How the type of a relation ends by which a part of an Office package holds another file, of which it shows a picture."""
