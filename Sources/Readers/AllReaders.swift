/// Every source the tool can read. To add one, write its file and name it here; the first that recognises wins.
package let allReaders: [any Reader.Type] = []
